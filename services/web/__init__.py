"""What two services agree on over HTTP: problem documents, request ids, deadlines, serving."""
