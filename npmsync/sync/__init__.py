"""The engine, pure: snapshots, identity of rows, merge, plan. See `model` first."""
