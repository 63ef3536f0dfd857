-- Migration 004: Let people say what they like
ALTER TABLE users ADD COLUMN interests TEXT DEFAULT '[]'; -- JSON array of slugs
