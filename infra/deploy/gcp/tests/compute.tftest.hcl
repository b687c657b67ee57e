# What runs the product (operations guide 1.3, 3, 4.1).

mock_provider "google" {}

variables {
  name                  = "alxderia"
  project               = "p"
  region                = "europe-west1"
  image                 = "europe-west1-docker.pkg.dev/p/alxderia/alxderia:0123456"
  service_account_email = "alxderia@p.iam.gserviceaccount.com"
  connector_id          = "projects/p/locations/europe-west1/connectors/alxderia"
  secret_ids            = { database = "alxderia-database", session = "alxderia-session", llm-api-key = "alxderia-llm-api-key", history-signing-key = "alxderia-history-signing-key", oidc-client-secret = "alxderia-oidc-client-secret" }
  database              = { host = "10.1.2.3", database_name = "alxderia", owner_name = "alxderia_owner", owner_secret_id = "alxderia-owner" }
  invokers              = ["group:analysts@example.com"]
  public_url            = "https://alxderia.example"
  sign_in               = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "admin" }, audience = "alxderia-api" }
  schema_folder         = "../../../schema"
  scripts_folder        = "../../../infra/scripts"
  migrate_on_apply      = false
}

run "cloud_run" {
  command = plan
  module {
    source = "../../modules/gcp/compute"
  }

  assert {
    condition     = google_cloud_run_v2_service.product.template[0].containers[0].resources[0].limits == tomap({ cpu = "2", memory = "4Gi" })
    error_message = "2 CPU and 4 Gi"
  }
  assert {
    condition     = google_cloud_run_v2_service.product.template[0].scaling[0].min_instance_count == 0 && google_cloud_run_v2_service.product.template[0].scaling[0].max_instance_count == 10
    error_message = "0 to 10 instances"
  }
  assert {
    condition     = google_cloud_run_v2_service.product.template[0].containers[0].startup_probe[0].initial_delay_seconds == 10 && google_cloud_run_v2_service.product.template[0].containers[0].startup_probe[0].period_seconds == 10 && google_cloud_run_v2_service.product.template[0].containers[0].startup_probe[0].failure_threshold == 3
    error_message = "start-up probe: delay 10 s, period 10 s, threshold 3"
  }
  assert {
    condition     = google_cloud_run_v2_service.product.template[0].containers[0].liveness_probe[0].period_seconds == 30
    error_message = "liveness probe every 30 s"
  }
  assert {
    condition     = google_cloud_run_v2_service.product.template[0].containers[0].startup_probe[0].http_get[0].path == "/api/health" && google_cloud_run_v2_service.product.template[0].containers[0].liveness_probe[0].http_get[0].path == "/api/health" && google_cloud_run_v2_service.product.template[0].containers[0].ports[0].container_port == 3000
    error_message = "both ask /api/health on port 3000"
  }
  assert {
    condition     = google_cloud_run_v2_service.product.template[0].vpc_access[0].connector == "projects/p/locations/europe-west1/connectors/alxderia" && google_cloud_run_v2_service.product.template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY"
    error_message = "to the database through the connector, to everything else without it"
  }
  assert {
    condition     = { for e in google_cloud_run_v2_service.product.template[0].containers[0].env : e.name => e.value_source[0].secret_key_ref[0].secret if length(e.value_source) > 0 } == { HISTORY_SIGNING_KEY = "alxderia-history-signing-key", SESSION_SECRET = "alxderia-session" }
    error_message = "what is read at the start comes from Secret Manager"
  }
  assert {
    condition     = { for e in google_cloud_run_v2_service.product.template[0].containers[0].env : e.name => e.value if length(e.value_source) == 0 && e.name != "NODE_ENV" && e.name != "LOG_LEVEL" } == { HOST = "0.0.0.0", PUBLIC_URL = "https://alxderia.example", GOOGLE_CLOUD_PROJECT = "p", SECRETS_PROVIDER = "google", DATABASE_URL = "postgres://alxderia_app@10.1.2.3:5432/alxderia?sslmode=no-verify", DATABASE_SECRET = "alxderia-database", HISTORY_SEALS_FILE = "/tmp/alxderia/history/seals.jsonl", OIDC_ISSUER = "https://login.example", OIDC_CLIENT_ID = "alxderia", OIDC_CLIENT_SECRET_SECRET = "alxderia-oidc-client-secret", OIDC_ROLES = "{\"cloud-admins\":\"admin\"}", OIDC_AUDIENCE = "alxderia-api" }
    error_message = "people sign in at the issuer; the rest the product fetches; without a language model its empty secret is not asked for"
  }
  assert {
    condition     = google_cloud_run_v2_service.product.template[0].service_account == "alxderia@p.iam.gserviceaccount.com" && google_cloud_run_v2_service.product.deletion_protection
    error_message = "it runs as an account of its own and is protected from deletion"
  }
  assert {
    condition     = keys(google_cloud_run_v2_service_iam_member.invoker) == ["group:analysts@example.com"]
    error_message = "those that were named may call it, and nobody else"
  }
  assert {
    condition     = google_cloud_run_v2_job.migration.template[0].template[0].containers[0].args == tolist(["infra/tasks/migrate.mjs"]) && google_cloud_run_v2_job.migration.template[0].template[0].max_retries == 0
    error_message = "the migration is a job of the product's image, tried once"
  }
}

run "migration_is_triggered_by_the_digest_of_all_sql_files" {
  command = plan
  module {
    source = "../../modules/gcp/compute"
  }
  variables {
    migrate_on_apply = true
  }

  assert {
    condition     = terraform_data.migration[0].triggers_replace.sql == sha256(jsonencode({ for f in fileset("../../../schema", "*.sql") : f => filesha256("../../../schema/${f}") }))
    error_message = "any changed, new or renamed SQL file runs the migration"
  }
}

run "no_role_that_is_none" {
  command = plan
  module {
    source = "../../modules/gcp/compute"
  }
  variables {
    sign_in = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "root" } }
  }
  expect_failures = [var.sign_in]
}

run "no_address_that_is_not_encrypted" {
  command = plan
  module {
    source = "../../modules/gcp/compute"
  }
  variables {
    public_url = "http://alxderia.example"
  }
  expect_failures = [var.public_url]
}
