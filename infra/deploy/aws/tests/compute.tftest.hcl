# What runs the product, both kinds, with the same size, probe and secrets (operations guide 1.2, 4.1).

mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/mock" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/mock:1" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/mock/0123456789abcdef" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/mock/0123456789abcdef" }
  }
  mock_resource "aws_apprunner_vpc_connector" {
    defaults = { arn = "arn:aws:apprunner:eu-west-1:123456789012:vpcconnector/mock/1/0123456789abcdef0123456789abcdef" }
  }
  mock_resource "aws_apprunner_auto_scaling_configuration_version" {
    defaults = { arn = "arn:aws:apprunner:eu-west-1:123456789012:autoscalingconfiguration/mock/1/0123456789abcdef0123456789abcdef" }
  }
  mock_resource "aws_apprunner_service" {
    defaults = { service_id = "0123456789abcdef" }
  }
}

variables {
  name           = "alxderia"
  image          = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/alxderia:0123456"
  repository_arn = "arn:aws:ecr:eu-west-1:123456789012:repository/alxderia"
  network = {
    vpc_id             = "vpc-1"
    public_subnet_ids  = ["subnet-1", "subnet-2"]
    private_subnet_ids = ["subnet-3", "subnet-4"]
    security_group_ids = { load_balancer = "sg-lb", compute = "sg-compute", database = "sg-db" }
  }
  database = {
    endpoint         = "db.example"
    database_name    = "alxderia"
    owner_secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:owner-abcdef"
    owner_key_arn    = "arn:aws:kms:eu-west-1:123456789012:key/mock"
  }
  secrets = {
    arns = {
      database    = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:alxderia-database-abcdef"
      session     = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:alxderia-session-abcdef"
      llm-api-key = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:alxderia-llm-api-key-abcdef"

      history-signing-key = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:alxderia-history-signing-key-abcdef"
      oidc-client-secret  = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:alxderia-oidc-client-secret-abcdef"
    }
    read_policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
  }
  certificate_arn    = "arn:aws:acm:eu-west-1:123456789012:certificate/mock"
  public_url         = "https://alxderia.example"
  sign_in            = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "admin" }, audience = "alxderia-api" }
  schema_folder      = "../../../schema"
  scripts_folder     = "../../../infra/scripts"
  log_retention_days = 90
  migrate_on_apply   = false
}

run "ecs" {
  command = apply
  module {
    source = "../../modules/aws/compute"
  }

  assert {
    condition     = aws_ecs_task_definition.product[0].cpu == "1024" && aws_ecs_task_definition.product[0].memory == "2048"
    error_message = "1 vCPU and 2 GB"
  }
  assert {
    condition     = aws_lb_target_group.product[0].health_check[0].path == "/api/health" && aws_lb_target_group.product[0].health_check[0].interval == 10 && aws_lb_target_group.product[0].health_check[0].timeout == 5 && aws_lb_target_group.product[0].health_check[0].unhealthy_threshold == 3
    error_message = "/api/health every 10 s, 5 s timeout, three failures"
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].readonlyRootFilesystem && jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].portMappings[0].containerPort == 3000
    error_message = "read-only root file system, port 3000"
  }
  assert {
    condition     = one([for e in jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].environment : e.value if e.name == "DATABASE_SECRET"]) == "${var.secrets.arns["database"]}#password" && one([for e in jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].environment : e.value if e.name == "DATABASE_URL"]) == "postgres://alxderia_app@db.example:5432/alxderia?sslmode=no-verify"
    error_message = "the password is fetched by the product, and the connection string has none"
  }
  assert {
    condition     = { for e in jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].environment : e.name => e.value if startswith(e.name, "OIDC_") || contains(["HOST", "PUBLIC_URL", "SECRETS_PROVIDER", "HISTORY_SEALS_FILE"], e.name) } == { HOST = "0.0.0.0", PUBLIC_URL = "https://alxderia.example", SECRETS_PROVIDER = "aws", HISTORY_SEALS_FILE = "/tmp/alxderia/history/seals.jsonl", OIDC_ISSUER = "https://login.example", OIDC_CLIENT_ID = "alxderia", OIDC_CLIENT_SECRET_SECRET = var.secrets.arns["oidc-client-secret"], OIDC_ROLES = "{\"cloud-admins\":\"admin\"}", OIDC_AUDIENCE = "alxderia-api" }
    error_message = "any address is listened on, because people sign in at the issuer"
  }
  assert {
    condition     = [for s in jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].secrets : s.name] == ["HISTORY_SIGNING_KEY", "SESSION_SECRET"] && !contains([for e in jsondecode(aws_ecs_task_definition.product[0].container_definitions)[0].environment : e.name], "LLM_API_KEY_SECRET")
    error_message = "without a language model its empty secret is not asked for"
  }
  assert {
    condition     = aws_ecs_service.product[0].deployment_circuit_breaker[0].rollback && toset(aws_ecs_service.product[0].network_configuration[0].subnets) == toset(["subnet-3", "subnet-4"]) && !aws_ecs_service.product[0].network_configuration[0].assign_public_ip
    error_message = "tasks stand in private subnets, and a deployment that fails goes back"
  }
  assert {
    condition     = aws_iam_role.instance.name == "alxderia-instance" && aws_ecs_service.product[0].name == "alxderia" && aws_cloudwatch_log_group.product[0].name == "/ecs/alxderia"
    error_message = "the names of docs/runbooks/names.md"
  }
  assert {
    condition     = aws_appautoscaling_target.product[0].min_capacity == 2 && aws_appautoscaling_target.product[0].max_capacity == 10
    error_message = "2 to 10 tasks"
  }
  assert {
    condition     = aws_lb_listener.https[0].protocol == "HTTPS" && aws_lb.product[0].enable_deletion_protection
    error_message = "HTTPS only; the load balancer is protected from deletion"
  }
  assert {
    condition     = [for s in jsondecode(aws_ecs_task_definition.migration.container_definitions)[0].secrets : s.name] == ["OWNER_USERNAME", "OWNER_PASSWORD"] && jsondecode(aws_ecs_task_definition.migration.container_definitions)[0].command == ["node", "infra/tasks/migrate.mjs"]
    error_message = "the migration is the owner, in the product's image"
  }
  assert {
    condition     = aws_iam_role_policy.instance_secrets.policy == var.secrets.read_policy && length(aws_apprunner_service.product) == 0
    error_message = "the product reads its secrets; nothing of App Runner is there"
  }
}

run "app_runner" {
  command = apply
  module {
    source = "../../modules/aws/compute"
  }
  variables {
    compute             = "apprunner"
    with_language_model = true
  }

  assert {
    condition     = aws_apprunner_service.product[0].instance_configuration[0].cpu == "1024" && aws_apprunner_service.product[0].instance_configuration[0].memory == "2048"
    error_message = "1 vCPU and 2 GB"
  }
  assert {
    condition     = aws_apprunner_service.product[0].health_check_configuration[0].path == "/api/health" && aws_apprunner_service.product[0].health_check_configuration[0].interval == 10 && aws_apprunner_service.product[0].health_check_configuration[0].timeout == 5 && aws_apprunner_service.product[0].health_check_configuration[0].unhealthy_threshold == 3
    error_message = "/api/health every 10 s, 5 s timeout, three failures"
  }
  assert {
    condition     = aws_apprunner_service.product[0].source_configuration[0].image_repository[0].image_configuration[0].port == "3000"
    error_message = "port 3000"
  }
  assert {
    condition     = aws_apprunner_service.product[0].network_configuration[0].egress_configuration[0].egress_type == "VPC" && aws_apprunner_vpc_connector.main[0].security_groups == toset(["sg-compute"])
    error_message = "egress through the VPC connector, which the database lets in"
  }
  assert {
    condition     = aws_apprunner_auto_scaling_configuration_version.main[0].max_size == 10
    error_message = "at most ten instances"
  }
  assert {
    condition     = keys(aws_apprunner_service.product[0].source_configuration[0].image_repository[0].image_configuration[0].runtime_environment_secrets) == tolist(["HISTORY_SIGNING_KEY", "SESSION_SECRET"]) && aws_apprunner_service.product[0].source_configuration[0].image_repository[0].image_configuration[0].runtime_environment_variables["LLM_API_KEY_SECRET"] == var.secrets.arns["llm-api-key"]
    error_message = "the same secrets as with ECS, and the language model's"
  }
  assert {
    condition     = output.log_group == "/aws/apprunner/alxderia/0123456789abcdef/application" && length(aws_ecs_service.product) == 0
    error_message = "App Runner's own log group; nothing of ECS but the migration"
  }
}

run "migration_is_triggered_by_the_digest_of_all_sql_files" {
  command = plan
  module {
    source = "../../modules/aws/compute"
  }
  variables {
    migrate_on_apply = true
  }

  assert {
    condition     = terraform_data.migration[0].triggers_replace.sql == sha256(jsonencode({ for f in fileset("../../../schema", "*.sql") : f => filesha256("../../../schema/${f}") }))
    error_message = "any changed, new or renamed SQL file runs the migration"
  }
  assert {
    condition     = length(fileset(var.schema_folder, "*.sql")) >= 39
    error_message = "the folder is the one with the migrations"
  }
}

run "ecs_needs_a_certificate" {
  command = plan
  module {
    source = "../../modules/aws/compute"
  }
  variables {
    certificate_arn = null
  }
  expect_failures = [aws_lb_listener.https]
}

run "no_third_kind_of_compute" {
  command = plan
  module {
    source = "../../modules/aws/compute"
  }
  variables {
    compute = "lambda"
  }
  expect_failures = [var.compute]
}

run "no_role_that_is_none" {
  command = plan
  module {
    source = "../../modules/aws/compute"
  }
  variables {
    sign_in = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "root" } }
  }
  expect_failures = [var.sign_in]
}

run "no_address_that_is_not_encrypted" {
  command = plan
  module {
    source = "../../modules/aws/compute"
  }
  variables {
    public_url = "http://alxderia.example"
  }
  expect_failures = [var.public_url]
}
