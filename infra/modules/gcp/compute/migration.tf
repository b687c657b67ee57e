locals {
  # Holds the names too, so that a renamed file is a change as well.
  migrations = sha256(jsonencode({
    for file in fileset(var.schema_folder, "*.sql") : file => filesha256("${var.schema_folder}/${file}")
  }))
}

# The migration is somebody else than the product: it may read the owner's password, and nothing more.
resource "google_service_account" "migration" {
  account_id   = "${var.name}-migration"
  display_name = "Migrations of ${var.name}"
}

resource "google_secret_manager_secret_iam_member" "owner" {
  secret_id = var.database.owner_secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.migration.email}"
}

resource "google_cloud_run_v2_job" "migration" {
  name                = "${var.name}-migration"
  location            = var.region
  deletion_protection = false

  template {
    template {
      service_account = google_service_account.migration.email
      max_retries     = 0
      timeout         = "1800s"

      containers {
        image   = var.image
        command = ["node"]
        args    = ["infra/tasks/migrate.mjs"]

        env {
          name  = "OWNER_HOST"
          value = var.database.host
        }
        env {
          name  = "OWNER_DATABASE"
          value = var.database.database_name
        }
        env {
          name  = "OWNER_USERNAME"
          value = var.database.owner_name
        }
        env {
          name = "OWNER_PASSWORD"
          value_source {
            secret_key_ref {
              secret  = var.database.owner_secret_id
              version = "latest"
            }
          }
        }
      }

      vpc_access {
        connector = var.connector_id
        egress    = "PRIVATE_RANGES_ONLY"
      }
    }
  }

  depends_on = [google_secret_manager_secret_iam_member.owner]
}

# Runs when any SQL file changed. Its failure stops the apply before the service is touched, and names the file.
resource "terraform_data" "migration" {
  count = var.migrate_on_apply ? 1 : 0
  # A secret that is made here for the first time is a change too.
  triggers_replace = { sql = local.migrations, made = "database session history-signing-key" }

  provisioner "local-exec" {
    command = "${var.scripts_folder}/migrate-gcp.sh && ${var.scripts_folder}/rotate-secret.sh gcp database --if-empty && ${var.scripts_folder}/rotate-secret.sh gcp session --if-empty && ${var.scripts_folder}/rotate-secret.sh gcp history-signing-key --if-empty"
    environment = {
      GCP_PROJECT_ID           = var.project
      GCP_REGION               = var.region
      ALXDERIA_MIGRATION_JOB   = google_cloud_run_v2_job.migration.name
      ALXDERIA_DATABASE_SECRET = var.secret_ids["database"]
      ALXDERIA_SESSION_SECRET  = var.secret_ids["session"]
      ALXDERIA_HISTORY_SECRET  = var.secret_ids["history-signing-key"]
      ALXDERIA_DATABASE_HOST   = var.database.host
      ALXDERIA_DATABASE_NAME   = var.database.database_name
    }
  }
}
