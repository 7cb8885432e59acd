"""数据资源层: regions, agencies and registers."""
