-- With previous_owner: the whole mark that ours has replaced, to be put back if the host does not join after all.
ALTER TABLE host ADD COLUMN previous_host VARCHAR(36);
