"""What the stored text of odd files must hold and must not hold."""
