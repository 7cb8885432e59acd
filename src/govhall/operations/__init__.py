"""运维管理体系: health, jobs, switches."""
