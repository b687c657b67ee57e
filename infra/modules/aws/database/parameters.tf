resource "aws_rds_cluster_parameter_group" "main" {
  name        = var.name
  family      = "aurora-postgresql16"
  description = "TLS only, pgaudit for DDL and roles, statistics of statements"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  # Libraries are loaded at the start; everything about them waits for the next one.
  parameter {
    name         = "shared_preload_libraries"
    value        = "pg_stat_statements,pgaudit"
    apply_method = "pending-reboot"
  }

  # Guide 5.3: DDL statements and changes of roles, apart from the product's own audit log.
  parameter {
    name         = "pgaudit.log"
    value        = "ddl,role"
    apply_method = "pending-reboot"
  }

  parameter {
    name         = "pgaudit.role"
    value        = "rds_pgaudit"
    apply_method = "pending-reboot"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "2000"
  }

  parameter {
    name  = "log_lock_waits"
    value = "1"
  }
}
