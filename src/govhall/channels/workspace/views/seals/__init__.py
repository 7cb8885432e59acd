"""Pages of 统一电子印章: the register, one seal, its acts, applying, and sealing a file by hand."""
