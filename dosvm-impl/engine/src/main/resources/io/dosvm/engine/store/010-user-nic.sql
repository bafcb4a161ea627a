CREATE TABLE vm_user_nic (
  vm_id VARCHAR(36) NOT NULL,
  position INTEGER NOT NULL,
  mac VARCHAR(17) NOT NULL,
  CONSTRAINT vm_user_nic_key PRIMARY KEY (vm_id, position),
  CONSTRAINT vm_user_nic_mac_unique UNIQUE (mac),
  CONSTRAINT vm_user_nic_vm_exists FOREIGN KEY (vm_id) REFERENCES vm (id)
);
