terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50.0, < 8.0.0"
    }
  }

  # The bucket comes from infra/bootstrap/gcp: terraform init -backend-config=backend.hcl
  backend "gcs" {
    prefix = "alxderia/gcp"
  }
}

provider "google" {
  project        = var.project
  region         = var.region
  default_labels = merge({ project = "alxderia", environment = var.environment_name, managed-by = "terraform" }, var.labels)
}
