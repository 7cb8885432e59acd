"""基础设施层: database launcher, event bus, cryptography, storage, clock, model fields. Knows no law and no person."""
