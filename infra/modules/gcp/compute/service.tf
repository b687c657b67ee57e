locals {
  probe_path = "/api/health"

  # The product fetches by itself what may change while it runs (docs/secrets.md): these are only names.
  environment = merge(
    {
      NODE_ENV                  = "production"
      HOST                      = "0.0.0.0"
      LOG_LEVEL                 = "info"
      GOOGLE_CLOUD_PROJECT      = var.project
      PUBLIC_URL                = var.public_url
      SECRETS_PROVIDER          = "google"
      DATABASE_URL              = "postgres://alxderia_app@${var.database.host}:5432/${var.database.database_name}?sslmode=no-verify"
      DATABASE_SECRET           = var.secret_ids["database"]
      OIDC_CLIENT_SECRET_SECRET = var.secret_ids["oidc-client-secret"]
      HISTORY_SEALS_FILE        = var.history_seals_file
    },
    var.with_language_model ? { LLM_API_KEY_SECRET = var.secret_ids["llm-api-key"] } : {},
    local.sign_in,
    var.environment,
  )

  # Of what is not given the product's own default holds.
  sign_in = { for key, value in {
    OIDC_ISSUER          = var.sign_in.issuer
    OIDC_CLIENT_ID       = var.sign_in.client_id
    OIDC_CLIENT_AUTH     = var.sign_in.client_auth
    OIDC_ROLES           = jsonencode(var.sign_in.roles)
    OIDC_ROLE_CLAIM      = var.sign_in.role_claim
    OIDC_USER_CLAIM      = var.sign_in.user_claim
    OIDC_TENANT          = var.sign_in.tenant
    OIDC_TENANT_CLAIM    = var.sign_in.tenant_claim
    OIDC_SCOPES          = var.sign_in.scopes
    OIDC_AUDIENCE        = var.sign_in.audience
    OIDC_SESSION_MINUTES = var.sign_in.session_minutes == null ? null : tostring(var.sign_in.session_minutes)
  } : key => value if value != null }

  # What the product reads at its start only.
  secrets = {
    SESSION_SECRET      = var.secret_ids["session"]
    HISTORY_SIGNING_KEY = var.secret_ids["history-signing-key"]
  }
}

resource "google_cloud_run_v2_service" "product" {
  name                = var.name
  location            = var.region
  ingress             = var.ingress
  deletion_protection = var.deletion_protection

  template {
    service_account                  = var.service_account_email
    timeout                          = "120s"
    max_instance_request_concurrency = 80

    scaling {
      min_instance_count = var.instances.min
      max_instance_count = var.instances.max
    }

    vpc_access {
      connector = var.connector_id
      # Calls to a language model leave without the VPC.
      egress = "PRIVATE_RANGES_ONLY"
    }

    containers {
      image = var.image

      ports {
        container_port = 3000
      }

      resources {
        limits = { cpu = "2", memory = "4Gi" }
        # The product counts and writes its snapshots between requests too.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      startup_probe {
        initial_delay_seconds = 10
        period_seconds        = 10
        timeout_seconds       = 5
        failure_threshold     = 3

        http_get {
          path = local.probe_path
          port = 3000
        }
      }

      # Asks the database too: an outage of it restarts every instance after three failures. The guide wants that.
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3

        http_get {
          path = local.probe_path
          port = 3000
        }
      }

      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = local.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value
              version = "latest"
            }
          }
        }
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  depends_on = [terraform_data.migration]
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = toset(var.invokers)
  name     = google_cloud_run_v2_service.product.name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.value
}
