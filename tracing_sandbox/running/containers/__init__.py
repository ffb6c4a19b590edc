"""What is special about the sandbox in containers, seen from inside of one."""
