-- lane_kind: for which kind of work an operation waits for the host in its lane; for short work, if nothing is said.
ALTER TABLE operation ADD COLUMN lane_kind VARCHAR(32);
