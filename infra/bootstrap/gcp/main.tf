# Once for a project, before anything else, with the state in a file that is kept: the bucket of the state, and the
# identity that the pipeline deploys with. infra/README.md has the steps.
terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50.0, < 8.0.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

variable "project" {
  description = "Project that everything runs in."
  type        = string
}

variable "region" {
  description = "Region of the state."
  type        = string
  default     = "europe-west1"
}

variable "state_bucket" {
  description = "Name of the bucket; unique in the world."
  type        = string
}

variable "github_repository" {
  description = "Repository whose pipeline deploys: owner/name."
  type        = string
}

variable "github_environment" {
  description = "Environment of the repository whose approval a deployment needs."
  type        = string
  default     = "gcp-production"
}

locals {
  # What the deployment makes, and nothing beyond it.
  roles = toset([
    "roles/artifactregistry.admin", "roles/cloudsql.admin", "roles/compute.networkAdmin", "roles/iam.serviceAccountAdmin",
    "roles/iam.serviceAccountUser", "roles/logging.admin", "roles/monitoring.admin", "roles/pubsub.admin", "roles/run.admin",
    "roles/secretmanager.admin", "roles/servicenetworking.networksAdmin", "roles/serviceusage.serviceUsageAdmin",
    "roles/vpcaccess.admin", "roles/resourcemanager.projectIamAdmin",
  ])
}

resource "google_project_service" "api" {
  for_each           = toset(["iam", "iamcredentials", "cloudresourcemanager", "sts", "storage"])
  service            = "${each.key}.googleapis.com"
  disable_on_destroy = false
}

resource "google_storage_bucket" "state" {
  name                        = var.state_bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = true
  }

  # A state that was spoilt is looked for within weeks, not years.
  lifecycle_rule {
    condition {
      num_newer_versions = 50
      with_state         = "ARCHIVED"
    }
    action {
      type = "Delete"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github"
  display_name              = "GitHub"
  depends_on                = [google_project_service.api]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping                  = { "google.subject" = "assertion.sub", "attribute.repository" = "assertion.repository" }
  attribute_condition                = "assertion.repository == \"${var.github_repository}\""

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "deploy" {
  account_id   = "alxderia-deploy"
  display_name = "Pipeline of Alxderia"
}

# One repository, and only jobs that passed the environment's approval.
resource "google_service_account_iam_member" "github" {
  service_account_id = google_service_account.deploy.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}/subject/repo:${var.github_repository}:environment:${var.github_environment}"
}

resource "google_project_iam_member" "deploy" {
  for_each = local.roles
  project  = var.project
  role     = each.key
  member   = "serviceAccount:${google_service_account.deploy.email}"
}

resource "google_storage_bucket_iam_member" "deploy" {
  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectAdmin"
  member = "serviceAccount:${google_service_account.deploy.email}"
}

output "backend" {
  description = "Content of infra/deploy/gcp/backend.hcl."
  value       = "bucket = \"${google_storage_bucket.state.name}\"\n"
}

output "workload_identity_provider" {
  description = "Variable GCP_WORKLOAD_IDENTITY_PROVIDER of the GitHub environment."
  value       = google_iam_workload_identity_pool_provider.github.name
}

output "deploy_service_account" {
  description = "Variable GCP_DEPLOY_SERVICE_ACCOUNT of the GitHub environment."
  value       = google_service_account.deploy.email
}
