# The whole of it: the modules fit together, and names are those of docs/runbooks/names.md.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b"] }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_data "aws_rds_engine_version" {
    defaults = { version_actual = "16.8" }
  }
}

variables {
  public_url       = "https://alxderia.example"
  sign_in          = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "admin" } }
  image_tag        = "0123456789abcdef"
  allowed_cidrs    = ["203.0.113.0/24"]
  certificate_arn  = "arn:aws:acm:eu-west-1:123456789012:certificate/mock"
  subscribers      = { on-call = ["on-call@example.com"], operations = [] }
  migrate_on_apply = false
}

run "plans_with_ecs" {
  command = plan
}

run "plans_with_app_runner" {
  command = plan
  variables {
    compute         = "apprunner"
    certificate_arn = null
  }
}

run "refuses_a_tag_that_is_no_commit" {
  command = plan
  variables {
    public_url = "https://alxderia.example"
    sign_in    = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "admin" } }
    image_tag  = "latest"
  }
  expect_failures = [var.image_tag]
}
