"""The hub's memory: SQLAlchemy Core over SQLite or PostgreSQL, migrated by Alembic. Functions take a transaction's
connection."""
