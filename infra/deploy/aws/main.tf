locals {
  # docs/runbooks/names.md: every runbook takes names from there.
  name           = "alxderia"
  repository     = "${path.module}/../../.."
  container_port = 3000
}

module "networking" {
  source             = "../../modules/aws/networking"
  name               = local.name
  allowed_cidrs      = var.allowed_cidrs
  container_port     = local.container_port
  log_retention_days = var.log_retention_days
}

module "registry" {
  source = "../../modules/aws/registry"
  name   = local.name
}

module "secrets" {
  source = "../../modules/aws/secrets"
  name   = local.name
}

module "database" {
  source              = "../../modules/aws/database"
  name                = local.name
  subnet_ids          = module.networking.private_subnet_ids
  security_group_id   = module.networking.security_group_ids.database
  deletion_protection = var.deletion_protection
  log_retention_days  = var.log_retention_days
}

module "compute" {
  source              = "../../modules/aws/compute"
  name                = local.name
  compute             = var.compute
  image               = "${module.registry.repository_url}:${var.image_tag}"
  repository_arn      = module.registry.repository_arn
  network             = module.networking
  database            = module.database
  secrets             = module.secrets
  certificate_arn     = var.certificate_arn
  container_port      = local.container_port
  instances           = var.instances
  environment         = { ALXDERIA_REVISION = var.image_tag }
  public_url          = var.public_url
  sign_in             = var.sign_in
  with_language_model = var.with_language_model
  schema_folder       = "${local.repository}/schema"
  scripts_folder      = "${local.repository}/infra/scripts"
  migrate_on_apply    = var.migrate_on_apply
  log_retention_days  = var.log_retention_days
  deletion_protection = var.deletion_protection
}

module "monitoring" {
  source = "../../modules/aws/monitoring"
  name   = local.name
  generated = {
    alerts     = "${local.repository}/alerts/generated/cloudwatch"
    dashboards = "${local.repository}/dashboards/generated/cloudwatch"
  }
  log_group          = module.compute.log_group
  database_log_group = module.database.log_group
  compute            = var.compute
  names = {
    database_cluster = module.database.cluster_identifier
    service_name     = module.compute.service_name
    service_id       = module.compute.service_id
    ecs_cluster      = module.compute.ecs_cluster
    load_balancer    = module.compute.load_balancer
  }
  subscribers          = var.subscribers
  siem_destination_arn = var.siem_destination_arn
  siem_role_arn        = var.siem_role_arn
  monthly_budget_usd   = var.monthly_budget_usd
  create_trail         = var.create_trail
}
