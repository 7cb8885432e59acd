"""The acts on items: load content, draft, publish, suspend, resume, cancel. One module per group of acts."""
