# Front-end packages: exactly the locked versions, each checked against its hash.
FROM node:22-slim AS vendor
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY ops/__init__.py ops/vendor.py ./ops/

# Python packages in a virtual environment; compiled translations; static/vendor.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --no-deps -r requirements.txt && /venv/bin/pip check
COPY ops/__init__.py ops/vendor.py ./ops/
COPY --from=vendor /build/node_modules ./node_modules
RUN /venv/bin/python -c "from ops import vendor; vendor.copy()" && rm -rf node_modules
COPY webapp/translations ./webapp/translations
RUN /venv/bin/pybabel compile -f -d webapp/translations

FROM python:3.12-slim
RUN groupadd --gid 10001 xunzhan && useradd --uid 10001 --gid xunzhan --no-create-home xunzhan \
    && mkdir -p /var/lib/xunzhan && chown xunzhan:xunzhan /var/lib/xunzhan
WORKDIR /app
COPY --from=build /venv /venv
COPY settings.py LICENSE ./
COPY geo ./geo
COPY imagery ./imagery
COPY ledger ./ledger
COPY workers ./workers
COPY webapp ./webapp
COPY static ./static
COPY --from=build /app/static/vendor ./static/vendor
COPY --from=build /app/webapp/translations ./webapp/translations
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 \
    XUNZHAN_HOME=/var/lib/xunzhan XUNZHAN_PRODUCTION=1
USER xunzhan
VOLUME /var/lib/xunzhan
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "96", "--timeout", "120", "--no-control-socket", "--access-logfile", "-", "--access-logformat", "%(h)s %(t)s \"%(m)s %(U)s %(H)s\" %(s)s %(b)s %(M)sms", "webapp:create_app()"]
