"""The rules of certificates: status on a day, numbers, faces, masks and verdicts. Plain Python, no clock."""
