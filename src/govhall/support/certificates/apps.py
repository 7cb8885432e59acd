"""Django application for 电子证照."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """电子证照."""

    name = "govhall.support.certificates"
    verbose_name = "电子证照"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, make our events known to the bus, and listen to them."""
        from govhall.infra import bus
        from govhall.support.certificates import events, handlers
        from govhall.support.certificates.services import checking

        _declare_permissions()
        _declare_audit()
        bus.register(
            events.CertificateIssued, events.CertificateCancelled, events.CertificateReplaced,
            events.CertificateSuspended, events.CertificateReinstated,
        )  # fmt: skip
        handlers.register()
        checking.register_messages()


def _declare_permissions() -> None:
    from govhall.security.access import public as access

    own = access.Scope.AGENCY
    access.declare(
        "certificates.certificate.view",
        label="查看证照",
        roles={
            "certificate-officer": own, "window-clerk": own, "examiner": own, "reviewer": own, "approver": own,
        },
    )  # fmt: skip
    access.declare("certificates.certificate.cancel", label="注销、撤销、吊销证照", roles={"certificate-officer": own})
    access.declare(
        "certificates.certificate.change", label="换发、变更、暂扣、恢复证照", roles={"certificate-officer": own}
    )
    region = {"data-manager": access.Scope.REGION}
    access.declare("certificates.client.view", label="查看证照接口的应用和调用", roles=region)
    access.declare("certificates.client.manage", label="登记、授权、换密钥、停用证照接口的应用", roles=region)
    access.declare("certificates.stock.issue", label="存量证照批量制证", roles={"certificate-officer": own})
    # Types are kept by their defining bodies; those of bodies outside the platform by whoever holds it for a province.
    keepers = {"certificate-officer": own, **region}
    access.declare("certificates.type.view", label="查看证照样式", roles=keepers)
    access.declare("certificates.type.edit", label="编辑证照样式", roles=keepers)
    access.declare("certificates.type.publish", label="发布证照样式", roles=keepers)
    access.declare("certificates.check.record", label="登记、更正年度检查", roles={"certificate-officer": own})


def _declare_audit() -> None:
    from govhall.security.audit import public as audit
    from govhall.support.certificates import events
    from govhall.support.certificates.choices import Act, CertificateStatus, CheckOutcome

    audit.declare(
        group="电子证照",
        actions={
            events.CertificateCancelled.name: "注销、撤销或吊销证照",
            events.CertificateReplaced.name: "换发或变更证照",
            events.CertificateSuspended.name: "暂扣证照",
            events.CertificateReinstated.name: "恢复暂扣的证照",
            "certificates.stock.uploaded": "上传存量证照",
            "certificates.stock.confirmed": "确认存量制证",
            "certificates.stock.paused": "暂停存量制证",
            "certificates.stock.resumed": "继续存量制证",
            "certificates.stock.cancelled": "取消存量制证",
            "certificates.stock.finished": "完成存量制证",
            "certificates.type.drafted": "编辑证照样式草稿",
            "certificates.type.discarded": "删除证照样式草稿",
            "certificates.type.published": "发布证照样式",
            "certificates.check.recorded": "登记年度检查",
            "certificates.check.corrected": "更正年度检查",
            "certificates.client.made": "登记证照接口的应用",
            "certificates.client.called": "调用证照接口",
            "certificates.client.changed": "调整接口应用的授权",
            "certificates.client.rotated": "更换接口应用的密钥",
            "certificates.client.ended": "停用接口应用",
        },
        targets={
            "certificate": "电子证照",
            "api-client": "接口应用",
            "stock-batch": "存量批次",
            "certificate-type": "证照样式",
        },
        details={
            "status": "证照状态",
            "certificate_act": "办理",
            "app_id": "应用编号",
            "interface": "接口",
            "identifier": "证照标识",
            "client_changes": "改动的授权",
            "former_secret": "原密钥",
            "client_reason": "停用原因",
            "certificate_type": "证照类型",
            "rows": "行数",
            "faulty": "有问题的行数",
            "outcome": "结果",
            "year": "年度",
        },
        values={
            "status": dict(CertificateStatus.choices),
            "certificate_act": dict(Act.choices),
            "outcome": dict(CheckOutcome.choices),
        },
    )
