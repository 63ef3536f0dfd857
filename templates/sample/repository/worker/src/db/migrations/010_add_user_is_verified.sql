-- Migration 010: Verified hosts
ALTER TABLE users ADD COLUMN is_verified BOOLEAN DEFAULT 0;
