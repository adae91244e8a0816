"""The hub's memory: SQLAlchemy Core over SQLite, migrated by Alembic. Functions take the connection of a transaction."""
