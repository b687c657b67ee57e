locals {
  # docs/runbooks/names.md: every runbook takes names from there.
  name       = "alxderia"
  repository = "${path.module}/../../.."
  apis = toset([
    "artifactregistry", "cloudresourcemanager", "compute", "iam", "logging", "monitoring", "run", "secretmanager",
    "servicenetworking", "sqladmin", "vpcaccess",
  ])
}

resource "google_project_service" "api" {
  for_each           = local.apis
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}

resource "google_service_account" "product" {
  account_id   = local.name
  display_name = "Alxderia"
  depends_on   = [google_project_service.api]
}

module "networking" {
  source     = "../../modules/gcp/networking"
  name       = local.name
  region     = var.region
  depends_on = [google_project_service.api]
}

module "registry" {
  source     = "../../modules/gcp/registry"
  name       = local.name
  region     = var.region
  depends_on = [google_project_service.api]
}

module "secrets" {
  source         = "../../modules/gcp/secrets"
  name           = local.name
  region         = var.region
  product_member = "serviceAccount:${google_service_account.product.email}"
}

module "database" {
  source                 = "../../modules/gcp/database"
  name                   = local.name
  region                 = var.region
  network_id             = module.networking.network_id
  owner_password         = var.owner_password
  owner_password_version = var.owner_password_version
  deletion_protection    = var.deletion_protection
}

module "compute" {
  source                = "../../modules/gcp/compute"
  name                  = local.name
  project               = var.project
  region                = var.region
  image                 = "${module.registry.repository_url}/${local.name}:${var.image_tag}"
  service_account_email = google_service_account.product.email
  connector_id          = module.networking.connector_id
  secret_ids            = module.secrets.ids
  database              = module.database
  invokers              = var.invokers
  instances             = var.instances
  environment           = { ALXDERIA_REVISION = var.image_tag }
  public_url            = var.public_url
  sign_in               = var.sign_in
  with_language_model   = var.with_language_model
  schema_folder         = "${local.repository}/schema"
  scripts_folder        = "${local.repository}/infra/scripts"
  migrate_on_apply      = var.migrate_on_apply
  deletion_protection   = var.deletion_protection
}

module "monitoring" {
  source  = "../../modules/gcp/monitoring"
  name    = local.name
  project = var.project
  generated = {
    alerts     = "${local.repository}/alerts/generated/cloud-monitoring"
    dashboards = "${local.repository}/dashboards/generated/cloud-monitoring"
  }
  service_name       = local.name
  database_instance  = local.name
  subscribers        = var.subscribers
  siem_topic         = var.siem_topic
  siem_member        = var.siem_member
  log_retention_days = var.log_retention_days
  billing_account    = var.billing_account
  monthly_budget_usd = var.monthly_budget_usd
  depends_on         = [google_project_service.api]
}
