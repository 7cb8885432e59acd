"""Things that tests need again and again: people of the demonstration province, applications, finished cases."""
