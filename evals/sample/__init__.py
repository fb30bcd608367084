"""The sample bank: its corpus, its cases asked, a row for each."""
