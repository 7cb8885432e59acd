"""用户及服务层: what people see and touch. No rules live here."""
