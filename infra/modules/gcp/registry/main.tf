resource "google_artifact_registry_repository" "images" {
  repository_id          = var.name
  location               = var.region
  format                 = "DOCKER"
  cleanup_policy_dry_run = false

  docker_config {
    # A tag is the commit that it was built from, for ever.
    immutable_tags = true
  }

  vulnerability_scanning_config {
    enablement_config = "INHERITED"
  }

  # KEEP alone deletes nothing, and DELETE alone everything.
  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = var.kept_images
    }
  }

  cleanup_policies {
    id     = "delete-others"
    action = "DELETE"

    condition {
      tag_state = "ANY"
    }
  }
}
