-- Migration 011: One read for the landing page
CREATE VIEW IF NOT EXISTS upcoming_events AS
SELECT e.id, e.slug, e.title, e.city, e.starts_at, u.display_name AS host_name
FROM events e
JOIN users u ON u.id = e.host_id
WHERE e.status = 'published';
