"""标准规范体系: code tables, identifier checks and the clause register. Plain Python."""
