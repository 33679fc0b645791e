def test_alive_without_an_index(empty_client):
    response = empty_client.get("/healthz")
    assert (response.status_code, response.get_data(as_text=True)) == (200, "ok\n")


def test_ready_with_an_index(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.get_json()["listings"] == 42
    assert response.get_json()["generation"] == "gen-000001"


def test_not_ready_without_an_index(empty_client):
    response = empty_client.get("/readyz")
    assert response.status_code == 503
    assert set(response.get_json()["error"]) == {"code", "message", "field"}
