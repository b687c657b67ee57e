# The guide's figures, module by module (operations guide 1.3, 3, 4.1, 6). Nothing is created: the provider is a mock.

mock_provider "google" {}

run "networking" {
  command = plan
  module {
    source = "../../modules/gcp/networking"
  }
  variables {
    name   = "alxderia"
    region = "europe-west1"
  }

  assert {
    condition     = google_compute_network.main.auto_create_subnetworks == false
    error_message = "a custom network"
  }
  assert {
    condition     = google_compute_global_address.services.purpose == "VPC_PEERING" && google_service_networking_connection.services.service == "servicenetworking.googleapis.com"
    error_message = "a private services connection"
  }
  assert {
    condition     = google_vpc_access_connector.main.name == "alxderia" && google_compute_subnetwork.connector.ip_cidr_range == "10.8.0.0/28"
    error_message = "a VPC access connector in a /28 of its own"
  }
}

run "database" {
  command = plan
  module {
    source = "../../modules/gcp/database"
  }
  variables {
    name           = "alxderia"
    region         = "europe-west1"
    network_id     = "projects/p/global/networks/alxderia"
    owner_password = "made-for-this-run"
  }

  assert {
    condition     = google_sql_database_instance.main.database_version == "POSTGRES_18" && google_sql_database_instance.main.settings[0].edition == "ENTERPRISE"
    error_message = "PostgreSQL 18, in the edition that takes custom tiers"
  }
  assert {
    condition     = google_sql_database_instance.main.settings[0].availability_type == "REGIONAL"
    error_message = "regional, with a standby"
  }
  assert {
    condition     = google_sql_database_instance.main.settings[0].ip_configuration[0].ipv4_enabled == false && google_sql_database_instance.main.settings[0].ip_configuration[0].private_network == "projects/p/global/networks/alxderia" && google_sql_database_instance.main.settings[0].ip_configuration[0].ssl_mode == "ENCRYPTED_ONLY"
    error_message = "private address only, encrypted only"
  }
  assert {
    condition     = google_sql_database_instance.main.settings[0].insights_config[0].query_insights_enabled
    error_message = "Query Insights"
  }
  assert {
    condition     = google_sql_database_instance.main.settings[0].backup_configuration[0].enabled && google_sql_database_instance.main.settings[0].backup_configuration[0].point_in_time_recovery_enabled && google_sql_database_instance.main.settings[0].backup_configuration[0].start_time == "02:00" && google_sql_database_instance.main.settings[0].backup_configuration[0].transaction_log_retention_days == 7 && google_sql_database_instance.main.settings[0].backup_configuration[0].backup_retention_settings[0].retained_backups == 35
    error_message = "backups at 02:00, 35 kept, point-in-time recovery over 7 days"
  }
  assert {
    condition     = google_sql_database_instance.main.deletion_protection && google_sql_database_instance.main.settings[0].deletion_protection_enabled
    error_message = "protected from deletion by Terraform and by the API"
  }
  assert {
    condition     = { for f in google_sql_database_instance.main.settings[0].database_flags : f.name => f.value if startswith(f.name, "cloudsql") || startswith(f.name, "pgaudit") } == { "cloudsql.enable_pgaudit" = "on", "pgaudit.log" = "ddl,role" }
    error_message = "pgaudit logs DDL and changes of roles"
  }
}

run "database_refuses_a_tier_of_the_other_edition" {
  command = plan
  module {
    source = "../../modules/gcp/database"
  }
  variables {
    name           = "alxderia"
    region         = "europe-west1"
    network_id     = "n"
    owner_password = "made-for-this-run"
    tier           = "db-perf-optimized-N-2"
  }
  expect_failures = [var.tier]
}

run "registry" {
  command = plan
  module {
    source = "../../modules/gcp/registry"
  }
  variables {
    name   = "alxderia"
    region = "europe-west1"
  }

  assert {
    condition     = google_artifact_registry_repository.images.format == "DOCKER" && google_artifact_registry_repository.images.docker_config[0].immutable_tags
    error_message = "images whose tags never move"
  }
  assert {
    condition     = one(flatten([for p in google_artifact_registry_repository.images.cleanup_policies : [for r in p.most_recent_versions : r.keep_count]])) == 10 && contains([for p in google_artifact_registry_repository.images.cleanup_policies : p.action], "DELETE")
    error_message = "ten images are kept, and the others deleted"
  }
}

run "secrets" {
  command = plan
  module {
    source = "../../modules/gcp/secrets"
  }
  variables {
    name           = "alxderia"
    region         = "europe-west1"
    product_member = "serviceAccount:alxderia@p.iam.gserviceaccount.com"
  }

  assert {
    condition     = toset([for s in google_secret_manager_secret.main : s.secret_id]) == toset(["alxderia-database", "alxderia-session", "alxderia-history-signing-key", "alxderia-oidc-client-secret", "alxderia-llm-api-key"])
    error_message = "the secrets of docs/runbooks/names.md"
  }
  assert {
    condition     = alltrue([for b in google_secret_manager_secret_iam_member.product : b.role == "roles/secretmanager.secretAccessor" && b.member == "serviceAccount:alxderia@p.iam.gserviceaccount.com"])
    error_message = "the product's account may access each of them, and do nothing else"
  }
}
