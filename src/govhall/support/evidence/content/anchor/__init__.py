"""The contract that keeps our heads on a chain: source, and what the compiler made of it."""
