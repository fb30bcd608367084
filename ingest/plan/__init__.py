"""Files and labels to a plan of what is to be stored."""
