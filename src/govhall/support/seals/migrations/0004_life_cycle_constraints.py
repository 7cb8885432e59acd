from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('seals', '0003_life_cycle_and_use_log'),
    ]

    operations = [
        migrations.AlterField(
            model_name='seal',
            name='applied_at',
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('OFFICIAL', 'LEGAL_NAME')), ('status__in', ('ACTIVE', 'FROZEN'))), fields=('agency', 'kind'), name='one_seal_of_a_sole_kind_in_force'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('ACTIVE', 'FROZEN'))), fields=('agency', 'kind', 'name'), name='one_seal_of_a_name_in_force'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('APPLIED', 'APPROVED', 'MADE', 'FILED'))), fields=('agency', 'kind', 'name'), name='one_seal_of_a_name_in_the_making'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('key_name', ''), _negated=True), fields=('key_name',), name='seal_key_once'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.UniqueConstraint(condition=models.Q(('filing_number', ''), _negated=True), fields=('filing_number',), name='seal_filing_number_once'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(('applied_by', None), ('approved_by', None), models.Q(('applied_by', models.F('approved_by')), _negated=True), _connector='OR'), name='seal_applicant_does_not_approve'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(('made_by', None), ('approved_by', None), models.Q(('made_by', models.F('approved_by')), _negated=True), _connector='OR'), name='seal_maker_does_not_approve'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(('made_by', None), ('keeper', None), models.Q(('made_by', models.F('keeper')), _negated=True), _connector='OR'), name='seal_maker_does_not_keep'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('APPLIED', 'APPROVED', 'REFUSED', 'WITHDRAWN')), models.Q(models.Q(('certificate', ''), _negated=True), models.Q(('key_name', ''), _negated=True), ('made_at__isnull', False), ('valid_until__isnull', False)), _connector='OR'), name='made_seals_have_a_key'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['ACTIVE', 'FROZEN', 'REPLACED']), _negated=True), models.Q(models.Q(('filing_number', ''), _negated=True), ('issued_at__isnull', False)), _connector='OR'), name='issued_seals_are_filed'),
        ),
    ]
