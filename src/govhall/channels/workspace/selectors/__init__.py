"""What pages of the workspace read, put together from the public doors of the layers below."""
