"""基础库与政务服务库: what other organs have registered and the platform may read."""
