terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 6.0.0"
    }
  }

  # Bucket, table and region come from infra/bootstrap/aws: terraform init -backend-config=backend.hcl
  backend "s3" {
    key     = "alxderia/aws/terraform.tfstate"
    encrypt = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = merge({ Project = "alxderia", Environment = var.environment_name, ManagedBy = "terraform" }, var.tags)
  }
}
