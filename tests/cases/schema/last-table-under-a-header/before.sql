-- Head
-- of file

-- Users
CREATE TABLE u (x);