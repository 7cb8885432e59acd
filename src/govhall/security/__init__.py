"""安全保障体系: permissions, audit, privacy."""
