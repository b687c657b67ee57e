# Only the places of the secrets. infra/scripts/rotate-secret.sh puts values in, so no value is ever in the state.
locals {
  secrets = toset(["database", "session", "history-signing-key", "oidc-client-secret", "llm-api-key"])
}

resource "google_secret_manager_secret" "main" {
  for_each  = local.secrets
  secret_id = "${var.name}-${each.key}"

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  # What was disabled by a rotation can be taken back for a week.
  version_destroy_ttl = "604800s"
}

resource "google_secret_manager_secret_iam_member" "product" {
  for_each  = local.secrets
  secret_id = google_secret_manager_secret.main[each.key].id
  role      = "roles/secretmanager.secretAccessor"
  member    = var.product_member
}
