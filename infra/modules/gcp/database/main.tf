resource "google_sql_database_instance" "main" {
  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_18"
  deletion_protection = var.deletion_protection

  settings {
    tier = var.tier
    # From PostgreSQL 16 on the default is ENTERPRISE_PLUS, which refuses custom tiers.
    edition                     = "ENTERPRISE"
    availability_type           = "REGIONAL"
    disk_type                   = "PD_SSD"
    disk_autoresize             = true
    deletion_protection_enabled = var.deletion_protection

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network_id
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      point_in_time_recovery_enabled = true
      start_time                     = "02:00"
      # The longest that this edition keeps the log.
      transaction_log_retention_days = 7

      backup_retention_settings {
        retention_unit   = "COUNT"
        retained_backups = 35
      }
    }

    maintenance_window {
      day          = 7
      hour         = 3
      update_track = "stable"
    }

    insights_config {
      query_insights_enabled  = true
      query_string_length     = 4500
      record_application_tags = true
      record_client_address   = false
    }

    database_flags {
      name  = "max_connections"
      value = tostring(var.max_connections)
    }

    # Guide 5.3: DDL statements and changes of roles, apart from the product's own audit log.
    database_flags {
      name  = "cloudsql.enable_pgaudit"
      value = "on"
    }

    database_flags {
      name  = "pgaudit.log"
      value = "ddl,role"
    }

    database_flags {
      name  = "log_checkpoints"
      value = "on"
    }

    database_flags {
      name  = "log_connections"
      value = "on"
    }

    database_flags {
      name  = "log_disconnections"
      value = "on"
    }

    database_flags {
      name  = "log_lock_waits"
      value = "on"
    }

    database_flags {
      name  = "log_min_duration_statement"
      value = "2000"
    }
  }
}

resource "google_sql_database" "product" {
  name     = "alxderia"
  instance = google_sql_database_instance.main.name
}

resource "google_sql_user" "owner" {
  name                = "alxderia_owner"
  instance            = google_sql_database_instance.main.name
  password_wo         = var.owner_password
  password_wo_version = var.owner_password_version
}

# The migration reads the owner's password here; the product cannot.
resource "google_secret_manager_secret" "owner" {
  secret_id = "${var.name}-owner"

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

resource "google_secret_manager_secret_version" "owner" {
  secret                 = google_secret_manager_secret.owner.id
  secret_data_wo         = var.owner_password
  secret_data_wo_version = var.owner_password_version
}
