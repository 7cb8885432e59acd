"""The least Django project that `govhall run` can run: tests of the command shall not depend on the platform's apps."""
