locals {
  probe_path  = "/api/health"
  environment = merge({ NODE_ENV = "production", HOST = "0.0.0.0", LOG_LEVEL = "info", GOOGLE_CLOUD_PROJECT = var.project }, var.environment)
  secrets = merge(
    { DATABASE_URL = var.secret_ids["database"], SESSION_SECRET = var.secret_ids["session"] },
    var.with_language_model ? { LLM_API_KEY = var.secret_ids["llm-api-key"] } : {},
  )
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
