# The whole of it: the modules fit together.

mock_provider "google" {}

variables {
  project          = "p"
  public_url       = "https://alxderia.example"
  sign_in          = { issuer = "https://login.example", client_id = "alxderia", roles = { cloud-admins = "admin" } }
  image_tag        = "0123456789abcdef"
  invokers         = []
  owner_password   = "made-for-this-run"
  subscribers      = { on-call = ["on-call@example.com"], operations = [] }
  migrate_on_apply = false
}

run "plans" {
  command = plan
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
