CREATE TABLE instance (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  project_id VARCHAR(36) NOT NULL,
  name VARCHAR(128) NOT NULL,
  name_key VARCHAR(256) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  vcpus INTEGER NOT NULL,
  memory BIGINT NOT NULL,
  definition TEXT NOT NULL,
  CONSTRAINT instance_name_unique UNIQUE (project_id, name_key),
  CONSTRAINT instance_project_exists FOREIGN KEY (project_id) REFERENCES project (id)
);
CREATE TABLE vm (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  project_id VARCHAR(36) NOT NULL,
  instance_id VARCHAR(36) NOT NULL,
  name VARCHAR(128) NOT NULL,
  name_key VARCHAR(256) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  power VARCHAR(32) NOT NULL,
  run VARCHAR(32) NOT NULL,
  observed_at BIGINT,
  acted_at BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  host_id VARCHAR(36),
  charged_vcpus INTEGER NOT NULL,
  charged_memory BIGINT NOT NULL,
  start_error VARCHAR(2000),
  deleting BOOLEAN NOT NULL,
  CONSTRAINT vm_name_unique UNIQUE (project_id, name_key),
  CONSTRAINT vm_project_exists FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT vm_instance_exists FOREIGN KEY (instance_id) REFERENCES instance (id),
  CONSTRAINT vm_host_exists FOREIGN KEY (host_id) REFERENCES host (id),
  CONSTRAINT vm_charge_complete CHECK ((charged_vcpus = 0 AND charged_memory = 0)
    OR (charged_vcpus > 0 AND charged_memory > 0))
);
CREATE INDEX vm_by_instance ON vm (instance_id);
CREATE INDEX vm_by_host ON vm (host_id);
CREATE TABLE vm_nic (
  vm_id VARCHAR(36) NOT NULL,
  position INTEGER NOT NULL,
  network_id VARCHAR(36) NOT NULL,
  mac VARCHAR(17) NOT NULL,
  CONSTRAINT vm_nic_key PRIMARY KEY (vm_id, position),
  CONSTRAINT vm_nic_mac_unique UNIQUE (mac),
  CONSTRAINT vm_nic_vm_exists FOREIGN KEY (vm_id) REFERENCES vm (id),
  CONSTRAINT vm_nic_network_exists FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX vm_nic_by_network ON vm_nic (network_id);
CREATE TABLE vm_disk (
  vm_id VARCHAR(36) NOT NULL,
  position INTEGER NOT NULL,
  volume_id VARCHAR(36) NOT NULL,
  own BOOLEAN NOT NULL,
  writes BOOLEAN NOT NULL,
  CONSTRAINT vm_disk_key PRIMARY KEY (vm_id, position),
  CONSTRAINT vm_disk_vm_exists FOREIGN KEY (vm_id) REFERENCES vm (id)
);
CREATE INDEX vm_disk_by_volume ON vm_disk (volume_id);
