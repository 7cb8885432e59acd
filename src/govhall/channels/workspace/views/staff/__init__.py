"""Pages of 账号与岗位: the list of officers, one officer, and the acts on an account or a post."""
