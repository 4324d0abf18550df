"""One small file for each format of published tables; `registry` knows them all."""
