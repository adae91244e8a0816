"""The hub's memory: SQLAlchemy Core over SQLite, migrated by Alembic. Functions take a transaction's connection."""
